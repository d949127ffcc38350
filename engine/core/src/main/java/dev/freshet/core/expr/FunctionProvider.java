package dev.freshet.core.expr;

import java.util.Map;

/** Brings functions into the registry that need more than the JDK; found as a service where its module is present. */
public interface FunctionProvider {
    /** By their names in the plan. */
    Map<String, FunctionFactory> functions();
}
