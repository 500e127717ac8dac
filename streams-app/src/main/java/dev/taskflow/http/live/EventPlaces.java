package dev.taskflow.http.live;

import dev.taskflow.http.exchange.Problem;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a client has come: {@code Last-Event-ID}. For each partition the last offset seen, as {@code 0:17,3:5}. A partition
 * that is not named was not read from.
 */
record EventPlaces(Map<Integer, Long> offsets) {
    private static final int MAX_LENGTH = 20_000;
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}:\\d{1,18}(,(?=\\d))?){0,2000}");

    EventPlaces {
        offsets = offsets.entrySet().stream()
                .filter(place -> place.getValue() >= 0) // before the first record: as if it were not named
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @throws Problem if it is not one of ours */
    static EventPlaces parse(String id) {
        if (id.length() > MAX_LENGTH || !FORM.matcher(id).matches()) {
            throw Problem.badParameter("Last-Event-ID", "is none that this server gave");
        }
        Map<Integer, Long> offsets = new TreeMap<>();
        for (String pair : id.split(",", -1)) {
            if (!pair.isEmpty()) {
                int colon = pair.indexOf(':');
                offsets.put(Integer.valueOf(pair.substring(0, colon)), Long.valueOf(pair.substring(colon + 1)));
            }
        }
        return new EventPlaces(offsets);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(offsets).forEach((partition, offset) -> text.append(text.isEmpty() ? "" : ",")
                .append(partition)
                .append(':')
                .append(offset));
        return text.toString();
    }
}
