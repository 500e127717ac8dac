package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up == 0 | up",
                "histogram_quantile(0.95, sum by (le) (rate(a_seconds_bucket{x=~\"$i\"}[15m]))) > 6e1 | a_seconds_bucket",
                "sum(rate(a_total{outcome=\"B and C\"}[5m])) / sum(rate(b_total[$__rate_interval] offset 5m)) | a_total b_total",
                "a_bytes > 0 and on (instance, job) b_ready == 1 | a_bytes b_ready",
                "sum(a_sum) without (le) * on(job) group_left(zone) b_info or vector(0) | a_sum b_info",
                "delta(a:b[10m]) >= 0 unless c_count > bool 2 | a:b c_count",
            })
    void namesMetricsAndNothingElse(String expression, String expected) {
        assertThat(PromQl.metrics(expression)).containsExactly(expected.split(" "));
    }

    @Test
    void namesTheLabelsThatItSelectsAndGroupsBy() {
        String expression = "sum by (le, zone) (rate(a{x=~\"$i\", y!=\"b\"}[5m])) and on () (c == 1)";

        assertThat(PromQl.labels(expression)).containsExactly("le", "x", "y", "zone");
    }

    @Test
    void refusesWhatItCannotTell() {
        assertThatIllegalArgumentException().isThrownBy(() -> PromQl.metrics("{__name__=~\"a_.*\"}"));
    }
}
