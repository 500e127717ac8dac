package dev.taskflow.cli.doctor;

import dev.taskflow.app.KafkaAnswers;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Compares other clocks with this one, without writing anything. Of Kafka only the active controller's clock can be seen: it
 * gives its own time as the one at which it last caught up with itself. HTTP servers give theirs to the second.
 */
final class ClockChecks {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Clock clock;
    private final Duration most;

    ClockChecks(Clock clock, Duration most) {
        this.clock = clock;
        this.most = most;
    }

    List<Diagnosis> ofController(Admin admin, KafkaAnswers answers) {
        String check = "clock-broker";
        try {
            Instant before = clock.instant();
            QuorumInfo quorum = answers.get(admin.describeMetadataQuorum().quorumInfo());
            Instant after = clock.instant();
            OptionalLong theirs = quorum.voters().stream()
                    .filter(voter -> voter.replicaId() == quorum.leaderId())
                    .findFirst()
                    .map(QuorumInfo.ReplicaState::lastCaughtUpTimestamp)
                    .orElse(OptionalLong.empty());
            if (theirs.isEmpty() || theirs.getAsLong() <= 0) {
                return List.of(unknown(check, "the controller does not tell its time"));
            }
            return List.of(compared(
                    check,
                    "the active controller (node " + quorum.leaderId() + ")",
                    before,
                    Instant.ofEpochMilli(theirs.getAsLong()),
                    after,
                    Duration.ZERO));
        } catch (AuthorizationException | UnsupportedVersionException cannot) {
            return List.of(unknown(check, "this user, or these brokers, cannot tell: " + cannot.getMessage()));
        }
    }

    List<Diagnosis> ofHttp(String check, URI server) {
        try {
            Instant before = clock.instant();
            Optional<String> date = HttpLook.at(server).date();
            Instant after = clock.instant();
            Optional<Instant> theirs = date.flatMap(ClockChecks::parsed);
            return List.of(
                    theirs.isEmpty()
                            ? unknown(check, server + " does not tell its time")
                            : compared(check, server.toString(), before, theirs.get(), after, SECOND));
        } catch (IOException silent) {
            return List.of(unknown(check, server + " does not answer"));
        }
    }

    /**
     * @param before when it was asked
     * @param after when the answer was here
     * @param inexact how much later than what it said its clock may be, as it leaves out fractions
     */
    Diagnosis compared(String check, String whose, Instant before, Instant theirs, Instant after, Duration inexact) {
        Duration ahead = Duration.between(after, theirs);
        Duration behind = Duration.between(theirs.plus(inexact), before);
        Duration off = ahead.compareTo(behind) > 0 ? ahead : behind;
        if (off.compareTo(most) <= 0) {
            return Diagnosis.ok(check, "the clock of " + whose + " agrees with this one");
        }
        return Diagnosis.fault(
                check,
                "the clock of " + whose + " is at least " + off.toMillis() / 1000.0 + " s "
                        + (ahead.compareTo(behind) > 0 ? "ahead of" : "behind") + " this one",
                "let NTP keep all clocks; deadlines and time-outs follow the processor's, waiting and tokens depend on all");
    }

    private static Diagnosis unknown(String check, String why) {
        return Diagnosis.warning(check, "cannot be told: " + why, "compare the hosts' clocks by other means");
    }

    private static Optional<Instant> parsed(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException notADate) {
            return Optional.empty();
        }
    }
}
