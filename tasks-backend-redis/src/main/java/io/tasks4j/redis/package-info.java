/** For applications: a task backend on Redis or Valkey, alone, under Sentinel or in a Cluster. */
@NullMarked
package io.tasks4j.redis;

import org.jspecify.annotations.NullMarked;
