package dev.taskflow.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs against the packaged jar, which failsafe puts on the class path. */
class DevkitJarIT {
    @Test
    void theJarRunsABrokerFromAFolderWithExactlyWhatItsManifestNames(@TempDir Path folder) throws Exception {
        Path jar = Path.of(DevKafka.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, Path> available = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .collect(Collectors.toMap(
                        path -> path.getFileName().toString(), Function.identity(), (one, other) -> one));
        Path copy =
                Files.copy(jar, Files.createDirectory(folder.resolve("devkit")).resolve("devkit.jar"));

        for (String sibling : classPath(jar)) {
            assertThat(available).containsKey(sibling);
            Files.copy(available.getOrDefault(sibling, jar), copy.resolveSibling(sibling));
        }
        String tests = Path.of(DevkitJarIT.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        try (ChildJvm child = ChildJvm.start(
                copy + File.pathSeparator + tests,
                folder,
                folder.resolve("data").toString(),
                "once")) {
            assertThat(child.readLine()).as(child::errors).startsWith(BrokerProcess.READY);
            assertThat(child.awaitEnd()).as(child::errors).isZero();
        }
    }

    @Test
    void noLoggingBackendIsAmongWhatTheManifestNames() throws Exception {
        Path jar = Path.of(DevKafka.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        assertThat(classPath(jar))
                .anyMatch(name -> name.startsWith("kafka_2.13-"))
                .anyMatch(name -> name.startsWith("slf4j-api-"))
                .anyMatch(name -> name.startsWith("log4j-api-"))
                .noneMatch(name -> name.startsWith("log4j-core-") || name.startsWith("log4j-slf4j"));
    }

    private static List<String> classPath(Path jar) throws Exception {
        try (JarFile file = new JarFile(jar.toFile())) {
            return List.of(file.getManifest()
                    .getMainAttributes()
                    .getValue(Attributes.Name.CLASS_PATH)
                    .split(" "));
        }
    }
}
