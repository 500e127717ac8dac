package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MonitoringTest {

    @Test
    void everyAlertHasItsParagraphInTheRunbookAndNoneIsLeftOver() {
        assertThat(Monitoring.paragraphs())
                .hasSizeGreaterThan(10)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Monitoring.alerts().keySet());
        assertThat(Monitoring.alerts()).allSatisfy((name, alert) -> {
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .isEqualTo("RUNBOOK.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
        });
    }

    @Test
    void everyPanelOfTheDashboardShowsSomething() {
        JsonNode panels = Monitoring.dashboard().path("panels");

        assertThat(panels).hasSizeGreaterThan(20).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("targets")).isNotEmpty();
            }
        });
        assertThat(Monitoring.expressions())
                .allSatisfy((where, expression) ->
                        assertThat(PromQl.metrics(expression)).as(where).isNotEmpty());
    }
}
