package dev.taskflow.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shell commands in a section of the README, and what it says they print. An ellipsis there stands for anything. Times,
 * digests and addresses are others each time.
 */
record Transcript(String commands, String printed) {
    private static final Pattern SHELL_BLOCK =
            Pattern.compile("^```sh\\n(.*?)^```\\n(?:```\\n(.*?)^```\\n)?", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String ELLIPSIS = "…";

    /** Those of a section, in their order, without its subsections. */
    static List<Transcript> of(String heading) throws IOException {
        Matcher blocks = SHELL_BLOCK.matcher(section(heading));
        List<Transcript> transcripts = new ArrayList<>();
        while (blocks.find()) {
            transcripts.add(new Transcript(blocks.group(1), blocks.group(2) == null ? "" : blocks.group(2)));
        }
        assertThat(transcripts).as(heading).isNotEmpty();
        return transcripts;
    }

    private static String section(String heading) throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("readme")));
        Matcher section = Pattern.compile(
                        "^#+ " + Pattern.quote(heading) + "\\n(.*?)(?=^##)", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(readme);
        assertThat(section.find()).as("the section " + heading).isTrue();
        return section.group(1);
    }

    /** That the commands, run now, print what the README says. */
    void assertPrintedBy(String output) {
        StringBuilder expected = new StringBuilder();
        for (String part : usual(printed).split(ELLIPSIS, -1)) {
            expected.append(expected.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        assertThat(usual(output)).as(commands).matches(Pattern.compile(expected.toString(), Pattern.DOTALL));
    }

    private static String usual(String text) {
        return text.replace("\r", "")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "(time)")
                .replaceAll("\\b[0-9a-f]{64}\\b", "(digest)")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "(address)")
                .strip();
    }
}
