package io.tasks4j.spring;

import io.tasks4j.dashboard.Authenticator;
import io.tasks4j.dashboard.Dashboard;
import io.tasks4j.queue.TaskQueue;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({Dashboard.class, Servlet.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(prefix = "tasks4j.dashboard", name = "path")
final class DashboardConfiguration {
  @Bean
  @ConditionalOnMissingBean
  Dashboard tasks4jDashboard(
      TaskQueue queue, TasksProperties properties, ObjectProvider<Authenticator> authenticators) {
    TasksProperties.Dashboard settings = properties.dashboard();
    return Dashboard.builder(queue)
        .title(settings.title())
        .showPayloads(settings.showPayloads())
        .authenticator(authenticators.getIfAvailable(() -> password(settings)))
        .build();
  }

  @Bean
  ServletRegistrationBean<DashboardServlet> tasks4jDashboardServlet(
      Dashboard dashboard, TasksProperties properties) {
    String path = String.valueOf(properties.dashboard().path());
    if (!path.startsWith("/") || path.startsWith("//") || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "tasks4j.dashboard.path must be like /admin/tasks, but is '" + path + "'");
    }
    ServletRegistrationBean<DashboardServlet> registration =
        new ServletRegistrationBean<>(new DashboardServlet(dashboard, path), path + "/*");
    registration.setName("tasks4jDashboard");
    return registration;
  }

  /** The application's port is open to more than this machine, so nobody gets in unnamed. */
  private static Authenticator password(TasksProperties.Dashboard settings) {
    String password = settings.password();
    if (password == null) {
      throw new IllegalArgumentException(
          "tasks4j.dashboard.path is set, but not who may look: set tasks4j.dashboard.password, or"
              + " define a bean of type Authenticator that reads the application's sign-in");
    }
    return Authenticator.password(settings.username(), password, settings.writable());
  }
}
