package dev.taskflow.devkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class DevKafkaLoginsIT {
    private static final Logins LOGINS = new Logins("root", Map.of("root", "r00t", "alice", "wonder"));
    private static final List<NewTopic> TOPIC = List.of(new NewTopic(Clients.TOPIC, 1, (short) 1));

    @Test
    void usersMayDoNothingUnlessAnAclSaysSoAndTheAdministratorEverything() throws Exception {
        try (DevKafka kafka = DevKafka.start(DevKafka.Options.temporary().withLogins(LOGINS));
                Admin root = admin(kafka, LOGINS, "root");
                Admin alice = admin(kafka, LOGINS, "alice")) {
            assertThatThrownBy(() -> alice.createTopics(TOPIC).all().get(30, SECONDS))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);

            root.createTopics(TOPIC).all().get(30, SECONDS);
            Map<String, Object> transactional = new HashMap<>(LOGINS.clientSettings("root"));
            transactional.put("transactional.id", "t");
            try (Producer<String, String> producer = Clients.producer(kafka.bootstrapServers(), transactional)) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(Clients.TOPIC, "committed")).get(30, SECONDS);
                producer.commitTransaction();
            }

            assertThat(alice.listTopics().names().get(30, SECONDS)).isEmpty();
            assertThat(kafka.faults()).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        Logins mistaken = new Logins("root", Map.of("root", "root"));
        try (DevKafka kafka = DevKafka.start(DevKafka.Options.temporary().withLogins(LOGINS));
                Admin nobody = admin(kafka, mistaken, "root")) {
            assertThatThrownBy(() -> nobody.listTopics().names().get(30, SECONDS))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void passwordsAreNotShownAndNamesAreNames() {
        assertThat(DevKafka.Options.temporary().withLogins(LOGINS).toString())
                .contains("alice")
                .doesNotContain("wonder");
        assertThatIllegalArgumentException().isThrownBy(() -> new Logins("nobody", LOGINS.passwords()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Logins("root", Map.of("root", "\"; user_eve=\"")));
        assertThatIllegalArgumentException().isThrownBy(() -> LOGINS.clientSettings("eve"));
    }

    private static Admin admin(DevKafka kafka, Logins logins, String user) {
        Map<String, Object> settings = new HashMap<>(logins.clientSettings(user));
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        return Admin.create(settings);
    }
}
