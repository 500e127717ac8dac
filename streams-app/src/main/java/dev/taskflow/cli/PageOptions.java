package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Pages;
import dev.taskflow.cli.api.Query;
import dev.taskflow.cli.text.Terminal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much of a list is shown. */
final class PageOptions {

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (${DEFAULT-VALUE}).")
    private int limit = 50;

    @Option(names = "--all", description = "All there are.")
    private boolean all;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where a list with the same filters ended.")
    private @Nullable String cursor;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    Pages read(Api api, String path, String field, Query query) {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
        }
        return Pages.read(api, path, field, query, Optional.ofNullable(cursor), all ? Integer.MAX_VALUE : limit);
    }

    /** The items as one page of the API. */
    static ObjectNode page(String field, Pages pages) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray(field).addAll(pages.items());
        pages.next().ifPresent(next -> page.put("nextCursor", next));
        return page;
    }

    static void mentionRest(Terminal terminal, Pages pages) {
        pages.next().ifPresent(next -> terminal.line("There are more: --all, or --cursor " + next));
    }
}
