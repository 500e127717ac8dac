package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** What a release has left half done: the data of its Kafka and of its schema registry, and its stores. */
final class KeptRelease {
    /** The instance whose stores are kept. */
    static final String INSTANCE = "a";

    /** What a broker and RocksDB make anew; RocksDB writes down in them where the folder was. */
    private static final List<String> LEFT_OUT =
            List.of("LOG", "LOCK", "OPTIONS-", ".lock", "taskflow-dev.lock", "run");

    private KeptRelease() {}

    /** Has a distribution begin, and stops it in the middle, in order. Everything is in the folder then. */
    static void record(Path distribution, Path folder) throws Exception {
        try (KeptServers servers = new KeptServers(folder)) {
            TaskFlowFixture taskflow = servers.taskflow();
            try {
                ChildProcessor program = taskflow.startChild(distribution, INSTANCE);
                HalfDone work = new HalfDone(taskflow);
                work.begin();
                program.stop();
                work.assertNothingWasDue();
            } finally {
                taskflow.end();
            }
        }
    }

    /** Puts a folder of {@link #record} into a file. */
    static void pack(Path folder, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = each.getFileName().toString();
                if (LEFT_OUT.stream().noneMatch(name::startsWith)) {
                    zip.putNextEntry(new ZipEntry(folder.relativize(each).toString()));
                    Files.copy(each, zip);
                    zip.closeEntry();
                }
            }
        }
    }

    /** The opposite of {@link #pack}. */
    static void unpack(Path file, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                assertThat(target).startsWithRaw(folder);
                Files.createDirectories(target.getParent());
                Files.copy(zip, target);
            }
        }
    }
}
