package io.tasks4j.spring;

import io.tasks4j.queue.TaskQueue;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.transaction.support.TransactionSynchronizationManager;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(TransactionSynchronizationManager.class)
final class AfterCommitConfiguration {
  /** A fallback, so that who asks for an Enqueuer is given the queue. */
  @Bean
  @Fallback
  @ConditionalOnMissingBean
  AfterCommitTaskQueue tasks4jAfterCommitQueue(TaskQueue queue) {
    return new AfterCommitTaskQueue(queue);
  }
}
