package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskflow.schema.NeutralSchema;
import dev.taskflow.v1.FlowSettled;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachingSchemaRegistryClientTest {
    private static final Schema SCHEMA = NeutralSchema.of(FlowSettled.class);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime may overflow.
    private final RegistryEndpoint endpoint = new RegistryEndpoint();
    private final SchemaRegistryClient client = new CachingSchemaRegistryClient(
            new HttpSchemaRegistryClient(
                    new RegistryTransport(RegistrySettings.of(Map.of("schema.registry.url", endpoint.url())))),
            now::get);

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void manyRecordsWithAnUnknownIdAreOneRequest() {
        for (int i = 0; i < 1000; i++) {
            assertThatExceptionOfType(UnknownSchemaException.class)
                    .isThrownBy(() -> client.byId(99))
                    .withMessageContaining("99");
        }

        assertThat(endpoint.asked).hasSize(1);
    }

    @Test
    void anIdThatWasUnknownIsFoundSoonAfterItIsRegistered() {
        assertThatExceptionOfType(UnknownSchemaException.class).isThrownBy(() -> client.byId(1));
        endpoint.registry.register("s", SCHEMA);
        assertThatExceptionOfType(UnknownSchemaException.class).isThrownBy(() -> client.byId(1));

        now.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(client.byId(1)).isEqualTo(SCHEMA);
    }

    @Test
    void aLookupThatFoundNothingIsAskedAgain() {
        assertThat(client.lookup("s", SCHEMA)).isEmpty();
        endpoint.registry.register("s", SCHEMA);

        assertThat(client.lookup("s", SCHEMA)).hasValue(1);
    }
}
