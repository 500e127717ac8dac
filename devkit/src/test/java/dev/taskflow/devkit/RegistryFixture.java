package dev.taskflow.devkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a client of an empty registry of its own. */
final class RegistryFixture implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(RegistryFixture.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put("registry", DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        registry(context).close();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RegistryClient.class || type == DevSchemaRegistry.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DevSchemaRegistry registry = registry(context);
        return parameter.getParameter().getType() == RegistryClient.class ? new RegistryClient(registry) : registry;
    }

    private static DevSchemaRegistry registry(ExtensionContext context) {
        return context.getStore(SPACE).get("registry", DevSchemaRegistry.class);
    }
}
