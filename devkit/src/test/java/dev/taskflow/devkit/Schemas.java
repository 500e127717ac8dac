package dev.taskflow.devkit;

/** Versions of one record, named for what they have. */
final class Schemas {
    static final String BASE = record("{\"name\":\"a\",\"type\":\"string\"}");
    static final String WITH_OPTIONAL = record(
            "{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":[\"null\",\"long\"],\"default\":null}");
    static final String WITH_REQUIRED =
            record("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"long\"}");
    static final String EMPTY = record("");
    static final String B_WITH_DEFAULT = record("{\"name\":\"b\",\"type\":\"long\",\"default\":0}");
    static final String B_WITHOUT_DEFAULT = record("{\"name\":\"b\",\"type\":\"long\"}");

    private Schemas() {}

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"x\",\"fields\":[" + fields + "]}";
    }
}
