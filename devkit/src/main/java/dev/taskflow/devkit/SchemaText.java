package dev.taskflow.devkit;

import java.util.List;

/** A schema as it is sent and stored. Two schemas share an id when these are equal. */
record SchemaText(String schema, List<SchemaReference> references) {
    SchemaText {
        references = List.copyOf(references);
    }
}
