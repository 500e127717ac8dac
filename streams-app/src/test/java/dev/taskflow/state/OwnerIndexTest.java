package dev.taskflow.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.state.OpenStores.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An owner's flows as rows. */
class OwnerIndexTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPrefixScanListsAnOwnersFlowsNewestFirst(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            KeyValueStore<Bytes, byte[]> rows = stores.byBytes(StoreNames.OWNERS);
            OwnerIndex owners = new OwnerIndex(rows);
            for (long millis : new long[] {255, 0, 1_700_000_000_000L, 256, 1, 1_700_000_000_001L}) {
                owners.add(Samples.bareFlow("flow-" + millis, "acme", Instant.ofEpochMilli(millis)));
            }

            assertThat(flowIds(rows, "acme"))
                    .containsExactly(
                            "flow-1700000000001", "flow-1700000000000", "flow-256", "flow-255", "flow-1", "flow-0");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void flowsOfOneTimeAreAllListed(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            KeyValueStore<Bytes, byte[]> rows = stores.byBytes(StoreNames.OWNERS);
            OwnerIndex owners = new OwnerIndex(rows);
            owners.add(Samples.bareFlow("b", "acme", Samples.second(1)));
            owners.add(Samples.bareFlow("a", "acme", Samples.second(1)));

            assertThat(flowIds(rows, "acme")).containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anOwnerSeesItsOwnFlowsOnly(Kind kind) {
        try (OpenStores stores = new OpenStores(kind, directory)) {
            KeyValueStore<Bytes, byte[]> rows = stores.byBytes(StoreNames.OWNERS);
            OwnerIndex owners = new OwnerIndex(rows);
            List<String> ownerKeys = List.of("a", "a:b", "a.b", "ab", "a ", "ä", "a/b", "A");
            for (String owner : ownerKeys) {
                owners.add(Samples.bareFlow("of-" + owner, owner, Samples.second(1)));
            }

            for (String owner : ownerKeys) {
                assertThat(flowIds(rows, owner)).containsExactly("of-" + owner);
            }
        }
    }

    private static List<String> flowIds(KeyValueStore<Bytes, byte[]> rows, String ownerKey) {
        byte[] owner = ownerKey.getBytes(UTF_8);
        Bytes prefix = Bytes.wrap(
                ByteBuffer.allocate(owner.length + 1).put(owner).put((byte) 0).array());
        List<String> flowIds = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> found = rows.prefixScan(prefix, new BytesSerializer())) {
            while (found.hasNext()) {
                byte[] key = found.next().key.get();
                int idAt = owner.length + 1 + Long.BYTES;
                flowIds.add(new String(key, idAt, key.length - idAt, UTF_8));
            }
        }
        return flowIds;
    }
}
