package io.tasks4j.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.tasks4j.micrometer.MetricsConfig;
import io.tasks4j.micrometer.TaskMetrics;
import io.tasks4j.queue.TaskQueue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({MeterRegistry.class, TaskMetrics.class})
final class MetricsConfiguration {
  /** The worker finds it as a listener. */
  @Bean(destroyMethod = "close")
  @ConditionalOnBean(MeterRegistry.class)
  @ConditionalOnMissingBean
  TaskMetrics tasks4jMetrics(
      MeterRegistry registry, TaskQueue queue, ObjectProvider<MetricsConfig> configs) {
    return TaskMetrics.bind(registry, queue, configs.getIfAvailable(MetricsConfig::create));
  }
}
