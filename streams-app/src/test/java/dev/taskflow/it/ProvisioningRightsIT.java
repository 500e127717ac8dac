package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users are told who may not make topics, or not even see them. */
class ProvisioningRightsIT {
    @SuppressWarnings("NullAway.Init")
    private static SecuredInstallation installation;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        installation = SecuredInstallation.start(folder);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void whoMayNotMakeATopicIsToldWhatHeLacks() {
        assertThat(faults("processor"))
                .contains("topic " + SecuredInstallation.PREFIX
                        + "flow-commands cannot be created by this user, who needs Create on it: 'taskflow topics export'"
                        + " writes down what each user needs");
    }

    @Test
    void whoMayNotSeeATopicIsToldAndTheOthersAreLookedAtAllTheSame() {
        assertThat(faults("producer"))
                .contains(
                        "topic " + SecuredInstallation.PREFIX
                                + "task-events cannot be seen by this user, who needs Describe on it: 'taskflow topics"
                                + " export' writes down what each user needs",
                        "topic " + SecuredInstallation.PREFIX
                                + "flow-settled cannot be created by this user, who needs Create on it: 'taskflow topics"
                                + " export' writes down what each user needs");
    }

    private static List<String> faults(String role) {
        try (Provisioning provisioning = Provisioning.of(installation.config(installation.role(role)))) {
            return Finding.messages(provisioning.applyTopics(), Finding.Kind.FAULT);
        }
    }
}
