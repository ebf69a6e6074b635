package io.tasks4j.spring.sample;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskType;
import io.tasks4j.spring.AfterCommitTaskQueue;
import io.tasks4j.spring.ScheduledTask;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.sqlite.SQLiteDataSource;

/** A small shop: takes orders by HTTP, and confirms them in the background. */
@SpringBootApplication
@EnableTransactionManagement
public class ShopApplication {
  public static void main(String[] args) {
    SpringApplication.run(ShopApplication.class, args);
  }

  public record Order(String customer, int pieces, Instant at) {}

  // snippet: spring-task
  @Component
  public static class ConfirmOrder implements Task<Order, String> {
    public static final TaskType<Order, String> TYPE =
        TaskType.of("orders.confirm", Order.class, String.class);

    private final JdbcTemplate database;

    ConfirmOrder(JdbcTemplate database) {
      this.database = database;
    }

    @Override
    public TaskType<Order, String> type() {
      return TYPE;
    }

    @Override
    public String execute(Order order, TaskContext context) {
      database.update("UPDATE orders SET confirmed = 1 WHERE customer = ?", order.customer());
      return "confirmed for " + order.customer();
    }
  }

  // end

  // snippet: spring-after-commit
  @Service
  public static class Orders {
    private final JdbcTemplate database;
    private final AfterCommitTaskQueue tasks;

    Orders(JdbcTemplate database, AfterCommitTaskQueue tasks) {
      this.database = database;
      this.tasks = tasks;
    }

    @Transactional
    public void place(Order order) {
      tasks.enqueue(ConfirmOrder.TYPE, order);
      database.update("INSERT INTO orders (customer) VALUES (?)", order.customer());
    }
  }

  // end

  // snippet: spring-scheduled
  @Component
  public static class Inventory {
    private final AtomicInteger counted = new AtomicInteger();

    @ScheduledTask(name = "inventory.count", every = "${shop.count-every:1h}")
    void count() {
      counted.incrementAndGet();
    }

    @ScheduledTask(name = "inventory.close", cron = "0 20 * * *", zone = "Europe/Paris")
    void close(TaskContext context) {
      context.progress(1, 1);
    }

    public int counted() {
      return counted.get();
    }
  }

  // end

  @RestController
  static class Site {
    private final Orders orders;
    private final JdbcTemplate database;

    Site(Orders orders, JdbcTemplate database) {
      this.orders = orders;
      this.database = database;
    }

    @PostMapping("/orders")
    Order place(@RequestBody Order order) {
      orders.place(order);
      return order;
    }

    @GetMapping("/confirmed")
    int confirmed() {
      return database.queryForObject(
          "SELECT COUNT(*) FROM orders WHERE confirmed = 1", Integer.class);
    }
  }

  @Bean
  DataSource data(@Value("${shop.database}") String file) {
    SQLiteDataSource data = new SQLiteDataSource();
    data.setUrl("jdbc:sqlite:" + file);
    JdbcTemplate template = new JdbcTemplate(data);
    template.execute("PRAGMA journal_mode = WAL");
    template.execute(
        "CREATE TABLE orders (customer TEXT NOT NULL UNIQUE, confirmed INTEGER NOT NULL DEFAULT"
            + " 0)");
    return data;
  }

  @Bean
  JdbcTemplate database(DataSource data) {
    return new JdbcTemplate(data);
  }

  @Bean
  PlatformTransactionManager transactions(DataSource data) {
    return new DataSourceTransactionManager(data);
  }
}
