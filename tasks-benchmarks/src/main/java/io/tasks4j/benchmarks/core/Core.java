package io.tasks4j.benchmarks.core;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the JMH benchmarks of this package, with the bytes that each operation allocates. Argument:
 * a pattern that names some of them (default all).
 */
public final class Core {
  private Core() {}

  public static void main(String[] args) throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Core.class.getPackageName() + (args.length > 0 ? ".*" + args[0] : ""))
            .addProfiler(GCProfiler.class)
            .forks(2)
            .warmupIterations(5)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1));
    new Runner(options.build()).run();
  }
}
