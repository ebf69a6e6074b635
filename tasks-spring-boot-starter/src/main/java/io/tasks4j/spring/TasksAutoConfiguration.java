package io.tasks4j.spring;

import io.tasks4j.queue.EnqueueInterceptor;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import java.util.Iterator;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Makes beans of a queue, a worker and a scheduler, and of what else the class path has room for.
 *
 * <p>Beans of the application of type {@link TaskQueue} or {@link QueueConfig} come in place of the
 * starter's.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnProperty(prefix = "tasks4j", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(TasksProperties.class)
@Import({
  AfterCommitConfiguration.class,
  MetricsConfiguration.class,
  Boot3HealthConfiguration.class,
  Boot4HealthConfiguration.class,
  DashboardConfiguration.class
})
public final class TasksAutoConfiguration {
  /** For Spring alone. */
  TasksAutoConfiguration() {}

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  TaskQueue tasks4jQueue(
      TasksProperties properties,
      ObjectProvider<QueueConfig> configs,
      ObjectProvider<EnqueueInterceptor> interceptors) {
    String address = properties.address();
    if (address == null || address.isBlank()) {
      throw new IllegalArgumentException(
          "tasks4j.address is not set; it names the store, such as sqlite:tasks.db or"
              + " redis://localhost:6379. Or define a bean of type TaskQueue, or set"
              + " tasks4j.enabled=false");
    }
    QueueConfig config = configs.getIfAvailable(QueueConfig::create);
    Iterator<EnqueueInterceptor> more = interceptors.orderedStream().iterator();
    while (more.hasNext()) {
      config = config.intercept(more.next());
    }
    return TaskQueue.open(address, config);
  }

  @Bean
  ScheduledTasks tasks4jScheduledTasks(ConfigurableListableBeanFactory beans) {
    return new ScheduledTasks(beans);
  }

  @Bean
  @ConditionalOnProperty(prefix = "tasks4j.worker", name = "enabled", matchIfMissing = true)
  WorkerLifecycle tasks4jWorker(
      TaskQueue queue,
      TasksProperties properties,
      ScheduledTasks scheduled,
      ListableBeanFactory beans) {
    return new WorkerLifecycle(new WorkerFactory(queue, properties.worker(), scheduled, beans));
  }

  @Bean
  @ConditionalOnProperty(prefix = "tasks4j.scheduler", name = "enabled", matchIfMissing = true)
  SchedulerLifecycle tasks4jScheduler(
      TaskQueue queue, TasksProperties properties, ScheduledTasks scheduled) {
    return new SchedulerLifecycle(queue, scheduled, properties.scheduler().others());
  }
}
