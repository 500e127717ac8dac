package dev.taskflow.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code taskflow}: the root of all commands. */
@Command(
        name = "taskflow",
        description = "Durable parent jobs with child tasks and a cancel that really works, on Kafka alone.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DevCommand.class,
            DemoCommand.class,
            RunCommand.class,
            TopicsCommand.class,
            ConfigCommand.class,
            FlowsCommand.class,
            TasksCommand.class,
            AuditCommand.class,
            DoctorCommand.class,
            TokenCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, refused or still pending, 2 wrong usage or configuration, 3 Kafka, the registry or an"
                    + " instance unreachable."
        })
public final class TaskFlowCommand implements Runnable {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "More log, records where a command plays a story, and stack traces of failures.")
    private boolean verbose;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    private TaskFlowCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The whole command line, ready to execute arguments once. */
    public static CommandLine commandLine() {
        return commandLine(System.getenv()).setOut(standardOutput());
    }

    /** Unlike {@link System#out} it says when nobody reads any more. */
    private static PrintWriter standardOutput() {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), charset()), true);
    }

    /** What standard output is written with. */
    static Charset charset() {
        String name = System.getProperty("sun.stdout.encoding");
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    /** @param environment what {@link ConnectionOptions} fall back to */
    static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new TaskFlowCommand(environment))
                .setExecutionExceptionHandler(new Failures())
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionStrategy(TaskFlowCommand::execute);
    }

    private static int execute(ParseResult parsed) {
        TaskFlowCommand root = (TaskFlowCommand) parsed.commandSpec().userObject();
        ParseResult invoked = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        LogLevels.set(invoked.commandSpec().userObject(), root.verbose);
        return new CommandLine.RunLast().execute(parsed);
    }

    Map<String, String> environment() {
        return environment;
    }

    boolean isVerbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? For instance: taskflow demo");
    }
}
