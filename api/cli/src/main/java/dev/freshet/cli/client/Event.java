package dev.freshet.cli.client;

/**
 * One server-sent event.
 *
 * @param id empty when it has none
 * @param type {@code message} when none is named
 */
public record Event(String id, String type, String data) {}
