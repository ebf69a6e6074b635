package io.tasks4j.result;

/**
 * How far a task's waiting for others is.
 *
 * @param parents how many it waits for
 * @param arrived how many of those have ended
 * @param failures how many of these did not succeed
 */
public record JoinState(int parents, int arrived, int failures) {}
