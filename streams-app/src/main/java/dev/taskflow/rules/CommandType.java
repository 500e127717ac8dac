package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of commands: how each is named, found in its envelope, checked by itself and decided. */
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
public enum CommandType {
    CREATE_FLOW(
            "CreateFlow",
            FlowCommand::getCreateFlow,
            PayloadShape::ofCreateFlow,
            (rules, addressed, create) -> rules.create().decide(addressed, create)),
    SPAWN_TASKS(
            "SpawnTasks",
            FlowCommand::getSpawnTasks,
            PayloadShape::ofSpawnTasks,
            onFlow((rules, received, spawn) -> rules.spawn().decide(received, spawn))),
    SET_WAITING("SetWaiting", FlowCommand::getSetWaiting, set -> null, onFlow((rules, received, set) -> rules.advance()
            .setWaiting(received, set))),
    RESUME("Resume", FlowCommand::getResume, PayloadShape::ofResume, onFlow((rules, received, resume) -> rules.advance()
            .resume(received, resume))),
    FINISH("Finish", FlowCommand::getFinish, finish -> null, onFlow((rules, received, finish) -> rules.advance()
            .finish(received, finish))),
    FAIL("Fail", FlowCommand::getFail, fail -> null, onFlow((rules, received, fail) -> rules.advance()
            .fail(received, fail))),
    REQUEST_CANCEL(
            "RequestCancel",
            FlowCommand::getRequestCancel,
            PayloadShape::ofRequestCancel,
            onFlow((rules, received, cancel) -> rules.cancel().requestCancel(received, cancel))),
    CANCEL_TASK(
            "CancelTask",
            FlowCommand::getCancelTask,
            PayloadShape::ofCancelTask,
            onFlow((rules, received, cancel) -> rules.cancel().cancelTask(received, cancel))),
    SET_NOTIFY_POLICY(
            "SetNotifyPolicy",
            FlowCommand::getSetNotifyPolicy,
            PayloadShape::ofSetNotifyPolicy,
            onFlow((rules, received, set) -> rules.notifying().decide(received, set))),
    /** None that this version knows. */
    UNKNOWN("unknown", command -> Optional.empty(), payload -> null, (rules, addressed, payload) -> {
        throw new IllegalStateException("no rule for an unknown command");
    });

    private final String tag;
    private final Entry<?> entry;

    <P> CommandType(
            String tag,
            Function<FlowCommand, Optional<P>> payload,
            Function<P, @Nullable Refusal> fault,
            Rule<P> rule) {
        this.tag = tag;
        this.entry = new Entry<>(payload, fault, rule);
    }

    /** How a command is decided. */
    private interface Rule<P> {
        Decision.Decided decide(CommandRules rules, AddressedCommand addressed, P payload);
    }

    /** How a command is decided that is for a flow of its owner. */
    private interface FlowRule<P> {
        Decision.Decided decide(CommandRules rules, Received received, P payload);
    }

    private record Entry<P>(
            Function<FlowCommand, Optional<P>> payload, Function<P, @Nullable Refusal> fault, Rule<P> rule) {
        @Nullable
        Refusal fault(FlowCommand command) {
            return payload.apply(command).map(fault).orElse(null);
        }

        Decision.Decided decide(CommandRules rules, AddressedCommand addressed) {
            return rule.decide(
                    rules, addressed, payload.apply(addressed.command()).orElseThrow());
        }
    }

    private static <P> Rule<P> onFlow(FlowRule<P> rule) {
        return (rules, addressed, payload) -> {
            Received received = addressed.received();
            return received == null ? addressed.notFound() : rule.decide(rules, received, payload);
        };
    }

    /** The name of the payload's record; also the tag of a metric. */
    public String tag() {
        return tag;
    }

    /** The name of the envelope's field that holds the payload. */
    public String field() {
        return Character.toLowerCase(tag.charAt(0)) + tag.substring(1);
    }

    /** The commands that there are. */
    public static List<CommandType> known() {
        return Stream.of(values()).filter(type -> type != UNKNOWN).toList();
    }

    /** The command's type; the first one of several, which is {@code INVALID}. */
    public static CommandType of(FlowCommand command) {
        List<CommandType> types = allOf(command);
        return types.isEmpty() ? UNKNOWN : types.get(0);
    }

    /** The command's type; unknown if it has none or several. */
    static CommandType onlyOneOf(FlowCommand command) {
        List<CommandType> types = allOf(command);
        return types.size() == 1 ? types.get(0) : UNKNOWN;
    }

    private static List<CommandType> allOf(FlowCommand command) {
        List<CommandType> types = new ArrayList<>(1);
        for (CommandType type : values()) {
            if (type.entry.payload().apply(command).isPresent()) {
                types.add(type);
            }
        }
        return types;
    }

    /** All fields for payloads, for people. */
    static String fields() {
        return known().stream().map(CommandType::field).collect(Collectors.joining(", "));
    }

    /** Says what is wrong with a payload of this type by itself, or null if nothing is. */
    @Nullable
    Refusal fault(FlowCommand command) {
        return entry.fault(command);
    }

    Decision.Decided decide(CommandRules rules, AddressedCommand addressed) {
        return entry.decide(rules, addressed);
    }
}
