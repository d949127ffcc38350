package dev.freshet.spi.error;

/** Why a row could not be computed: code is stable ({@code division_by_zero, overflow, bad_cast, …}). */
public record RowError(String code, String detail) {}
