package dev.freshet.bench;

import java.io.IOException;
import java.util.List;

/** A question that both the engine and a hand-written loop answer on the same data. */
interface Work {
    String name();

    /** Sizes or ways of it; each is measured in a process of its own. */
    List<String> cases();

    /** The engine, in phases. */
    List<Measured> freshet(String one) throws IOException;

    /** What it is compared with, in the results' words. */
    default String reference() {
        return "loop";
    }

    /** The loop, or another reference, in the same phases; a phase that the loop has not is compared with its first. */
    List<Measured> loop(String one) throws IOException;
}
