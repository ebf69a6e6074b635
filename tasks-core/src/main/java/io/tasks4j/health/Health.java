package io.tasks4j.health;

import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link HealthCheck} found. Immutable.
 *
 * @param up whether the store did all it was asked to, in time
 * @param took how long that took, or how long it was waited for
 * @param problem what was wrong; empty when it is up. Holds no address and no payload
 */
public record Health(boolean up, Duration took, Optional<String> problem) {}
