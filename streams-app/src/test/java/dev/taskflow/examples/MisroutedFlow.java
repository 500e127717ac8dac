package dev.taskflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A flow whose id kafkajs's legacy partitioner sends to another one of six partitions than Java's. */
final class MisroutedFlow {
    static final String ID = "legacy-1";

    private static final Pattern ACCEPTED =
            Pattern.compile("create ACCEPTED: " + ID + " is QUEUED, revision 1; sent to partition (\\d)");

    private MisroutedFlow() {}

    /** Creates it with that partitioner, by the README's command; gives back the partition that the command was sent to. */
    static int create(Example node) throws Exception {
        node.set("flow", ID);
        Matcher created = ACCEPTED.matcher(
                node.run("node producer.mjs --partitioner legacy create $flow \"ship order 4712\" pick=0"));
        assertThat(created.matches()).isTrue();
        return Integer.parseInt(created.group(1));
    }
}
