package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.access.Requirements;
import dev.taskflow.access.Role;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.client.Connection;
import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.devkit.Logins;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * A broker at which everybody has to log in, and may do what the exported roles say and nothing else. Each role is a user of
 * its name.
 */
final class SecuredInstallation implements AutoCloseable {
    static final String RUNTIME = "default";
    static final String OTHER_RUNTIME = "gpu";
    static final String CONSUMER = "announcer";
    static final String PREFIX = "secured.";
    static final String APPLICATION_ID = "secured-app";

    private static final String ADMINISTRATOR = "administrator";

    private final Path folder;
    private final Requirements requirements;
    private final Logins logins;
    private final DevKafka kafka;
    private final DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());

    private SecuredInstallation(Path folder, Requirements requirements, Logins logins) {
        this.folder = folder;
        this.requirements = requirements;
        this.logins = logins;
        kafka = DevKafka.start(DevKafka.Options.temporary().withLogins(logins));
    }

    /** Starts broker and registry and makes the roles; there are no topics yet. */
    static SecuredInstallation start(Path folder) throws Exception {
        TaskFlowConfig config = TaskFlowConfig.of(common());
        Requirements requirements =
                Requirements.of(config.installation(), config.topics().runtimes(), List.of(CONSUMER));
        Map<String, String> passwords = new HashMap<>(Map.of(ADMINISTRATOR, "secret"));
        requirements.roles().forEach(role -> passwords.put(role.name(), "password-of-" + role.name()));
        SecuredInstallation installation =
                new SecuredInstallation(folder, requirements, new Logins(ADMINISTRATOR, passwords));
        installation.grant();
        return installation;
    }

    private static Map<String, String> common() {
        Map<String, String> settings = new HashMap<>();
        settings.put("application.id", APPLICATION_ID);
        settings.put("topic.prefix", PREFIX);
        settings.put("runtimes", RUNTIME + "," + OTHER_RUNTIME);
        settings.put("flow.partitions", "2");
        settings.put(
                "task.partitions", "3"); // The listener's dead-letter topic has as many when it makes it by itself.
        settings.put("replication.factor", "1");
        settings.put("http.port", "0");
        return settings;
    }

    private void grant() throws ExecutionException, InterruptedException {
        List<AclBinding> wanted = requirements.roles().stream()
                .flatMap(role -> role.bindings().stream())
                .toList();
        try (Admin admin = Admin.create(administrator())) {
            admin.createAcls(wanted).all().get();
            // The broker may know of them a little later than the controller.
            TopicLog.await("the ACLs and no others", () -> Set.copyOf(
                            admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .equals(Set.copyOf(wanted)));
        }
    }

    Requirements requirements() {
        return requirements;
    }

    /** The one role whose name ends like this. */
    Role role(String suffix) {
        List<Role> found = requirements.roles().stream()
                .filter(role -> role.name().equals(APPLICATION_ID + "-" + suffix))
                .toList();
        assertThat(found).as(suffix).hasSize(1);
        return found.get(0);
    }

    /** What a Kafka client of a role is made with. */
    Map<String, Object> kafka(Role role) {
        return kafka(role.name());
    }

    /** What a Kafka client is made with that may do everything. */
    Map<String, Object> administrator() {
        return kafka(ADMINISTRATOR);
    }

    private Map<String, Object> kafka(String user) {
        Map<String, Object> settings = new HashMap<>(logins.clientSettings(user));
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        return settings;
    }

    /** What TaskFlow's own programs are configured with, as a role. */
    TaskFlowConfig config(Role role) {
        Map<String, String> settings = common();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("schema.registry.url", registry.url());
        settings.put("state.dir", folder.resolve("state").toString());
        logins.clientSettings(role.name()).forEach((key, value) -> settings.put("kafka." + key, value));
        return TaskFlowConfig.of(settings);
    }

    /** What clients, workers and listeners are made with, as a role. */
    Connection connection(Role role) {
        return new Connection(PREFIX, kafka(role), Map.of("schema.registry.url", registry.url()));
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
        assertThat(kafka.faults()).as("what the broker could not handle").isEmpty();
    }
}
