package dev.taskflow.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was measured, and on what. For one thread. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Machine machine;
    private final Timing timing;
    private final Map<String, Map<String, String>> settings = new LinkedHashMap<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Results(Machine machine, Timing timing) {
        this.machine = machine;
        this.timing = timing;
    }

    /** What a system ran with. */
    void settings(String system, Map<String, String> its) {
        settings.put(system, its);
    }

    /** Adds a measurement and shows it at once, as a full run takes long. */
    void add(Measurement measurement) {
        measurements.add(measurement);
        System.out.println(TextTable.line(measurement));
    }

    /** Adds a sentence for below the table. */
    void note(String sentence) {
        notes.add(sentence);
        System.out.println(sentence);
    }

    List<Measurement> measurements() {
        return measurements;
    }

    /** For people: what it ran on, the table, the notes. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(machine).append('\n').append(timing).append('\n');
        settings.forEach(
                (system, its) -> text.append(system).append(": ").append(its).append('\n'));
        text.append('\n').append(TextTable.of(measurements)).append('\n');
        notes.forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }

    /** For programs. */
    void writeJson(Path file) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", machine);
        document.put("timing", timing);
        document.put("settings", settings);
        document.put("measurements", measurements);
        document.put("notes", notes);
        JSON.writeValue(file.toFile(), document);
    }
}
