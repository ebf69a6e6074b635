package io.tasks4j.chain;

/**
 * How far a chain, a group or a workflow is.
 *
 * @param ended how many of its tasks have ended, in whatever way
 * @param failures how many of these did not succeed
 * @param total how many tasks it has, callbacks not counted
 */
public record ChainProgress(int ended, int failures, int total) {}
