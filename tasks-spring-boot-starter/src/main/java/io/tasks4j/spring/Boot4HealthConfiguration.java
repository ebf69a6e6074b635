package io.tasks4j.spring;

import io.tasks4j.health.HealthCheck;
import io.tasks4j.queue.TaskQueue;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health as Boot 4 has it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnProperty(
    prefix = "management.health.tasks4j",
    name = "enabled",
    matchIfMissing = true)
final class Boot4HealthConfiguration {
  @Bean
  @ConditionalOnMissingBean(name = "tasks4jHealthIndicator")
  HealthIndicator tasks4jHealthIndicator(TaskQueue queue) {
    HealthCheck check = HealthCheck.of(queue);
    return () -> {
      io.tasks4j.health.Health found = check.check();
      Health.Builder builder = found.up() ? Health.up() : Health.down();
      found.problem().ifPresent(problem -> builder.withDetail("problem", problem));
      return builder.withDetail("took", found.took().toString()).build();
    };
  }
}
