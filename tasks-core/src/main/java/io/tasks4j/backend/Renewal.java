package io.tasks4j.backend;

import io.tasks4j.TaskProgress;
import java.util.Optional;

/**
 * A claim to hold on to, with what its task said of its progress since the last renewal.
 *
 * @param claim the claim
 * @param progress new progress, to be shown to whoever asks
 */
public record Renewal(Claim claim, Optional<TaskProgress> progress) {}
