package dev.taskflow.client.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskOutcome;
import org.junit.jupiter.api.Test;

class ReportTextsTest {

    @Test
    void X4_aSummaryOverTheLimitIsAFailureThatSaysSo() {
        String summary = "ä".repeat(ReportTexts.FIELD_BYTES / 2 + 1);

        TaskCompleted completed = ReportTexts.completed(TaskResult.succeeded(summary));

        assertThat(completed.getOutcome()).isEqualTo(TaskOutcome.FAILED);
        assertThat(completed.getError()).hasValueSatisfying(error -> {
            assertThat(error.getType()).isEqualTo(ReportTexts.TOO_LARGE);
            assertThat(error.getMessage()).contains("summary is 262,146 bytes", "262,144");
            assertThat(error.getRetryable()).isFalse();
        });
    }

    @Test
    void X4_whatIsExactlyAtTheLimitPasses() {
        TaskResult result =
                TaskResult.blocked("x".repeat(ReportTexts.FIELD_BYTES)).withOutput(new byte[ReportTexts.FIELD_BYTES]);

        TaskCompleted completed = ReportTexts.completed(result);

        assertThat(completed.getOutcome()).isEqualTo(TaskOutcome.SUCCEEDED);
        assertThat(completed.getBlocked()).isTrue();
    }

    @Test
    void longMessagesAreCutAndNeverThroughACharacter() {
        String message = "x".repeat(ReportTexts.MESSAGE_CHARACTERS - 2) + "😀 and more";

        assertThat(ReportTexts.message(message)).isEqualTo("x".repeat(ReportTexts.MESSAGE_CHARACTERS - 2) + "…");
        assertThat(ReportTexts.message("short")).isEqualTo("short");
    }
}
