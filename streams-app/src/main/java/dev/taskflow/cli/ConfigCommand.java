package dev.taskflow.cli;

import dev.taskflow.app.ConfigTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taskflow config}: which settings hold, and which there are. */
@Command(
        name = "config",
        description = "Show every setting with its value and where it comes from; secrets stay hidden.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer>, QuietCommand {

    @Option(names = "--reference", description = "Show what settings there are, as Markdown, instead.")
    private boolean reference;

    @Mixin
    private ConfigOptions configuration = new ConfigOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (reference) {
            out.print(ConfigTable.markdown());
        } else {
            configuration.load().effective().forEach(out::println);
        }
        out.flush();
        return ExitCode.DONE;
    }
}
