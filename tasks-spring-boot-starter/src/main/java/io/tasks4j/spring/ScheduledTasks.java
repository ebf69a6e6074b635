package io.tasks4j.spring;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleOptions;
import io.tasks4j.schedule.Scheduler;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds what {@link ScheduledTask} marks, once all beans are there. */
final class ScheduledTasks implements SmartInitializingSingleton {
  private record Entry(
      String name, Schedule schedule, TaskType<Void, ?> type, ScheduleOptions options) {}

  private final ConfigurableListableBeanFactory beans;
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> off = new ArrayList<>();
  private final List<Task<Void, Void>> methods = new ArrayList<>();

  ScheduledTasks(ConfigurableListableBeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (String bean : beans.getBeanDefinitionNames()) {
      Class<?> type = beans.getType(bean, false);
      if (type != null && !bean.startsWith("scopedTarget.")) {
        addTask(bean, type);
        addMethods(bean, type);
      }
    }
  }

  /** Tasks that methods became. */
  List<Task<Void, Void>> methods() {
    return List.copyOf(methods);
  }

  /** Whether nothing is to fire. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether schedules are marked only to be off. */
  boolean isOff() {
    return entries.isEmpty() && !off.isEmpty();
  }

  void addTo(Scheduler.Builder builder) {
    off.forEach(builder::remove);
    entries.forEach(entry -> add(builder, entry));
  }

  // A task without payload is enqueued with null.
  @SuppressWarnings("NullAway")
  private static void add(Scheduler.Builder builder, Entry entry) {
    builder.add(entry.name, entry.schedule, entry.type, null, entry.options);
  }

  private void addTask(String bean, Class<?> type) {
    ScheduledTask mark = beans.findAnnotationOnBean(bean, ScheduledTask.class, false);
    if (mark == null) {
      return;
    }
    if (!Task.class.isAssignableFrom(type)) {
      throw new IllegalStateException(
          "@ScheduledTask is on the bean '" + bean + "', which is no Task but a " + type.getName());
    }
    TaskType<?, ?> task = beans.getBean(bean, Task.class).type();
    String name = resolve(mark.name());
    add(name.isEmpty() ? task.name() : name, mark, withoutPayload(bean, task));
  }

  private void addMethods(String bean, Class<?> type) {
    Class<?> target = AutoProxyUtils.determineTargetClass(beans, bean);
    Class<?> user = target == null ? type : target;
    if (!AnnotationUtils.isCandidateClass(user, ScheduledTask.class)) {
      return;
    }
    Map<Method, ScheduledTask> marked =
        MethodIntrospector.selectMethods(
            user,
            (MethodIntrospector.MetadataLookup<ScheduledTask>)
                method ->
                    AnnotatedElementUtils.hasAnnotation(method, Bean.class)
                        ? null
                        : AnnotatedElementUtils.findMergedAnnotation(method, ScheduledTask.class));
    marked.forEach((method, mark) -> addMethod(bean, method, mark));
  }

  private void addMethod(String bean, Method method, ScheduledTask mark) {
    String name = resolve(mark.name());
    if (name.isEmpty()) {
      throw new IllegalStateException(
          "@ScheduledTask on the method " + method + " needs a name, under which it is stored");
    }
    Object target = beans.getBean(bean);
    Method invocable = AopUtils.selectInvocableMethod(method, target.getClass());
    ScheduledMethod task = new ScheduledMethod(name, target, invocable);
    methods.add(task);
    add(name, mark, task.type());
  }

  private void add(String name, ScheduledTask mark, TaskType<Void, ?> type) {
    ScheduleOptions options = ScheduleOptions.defaults().overlap(mark.overlap());
    schedule(name, mark)
        .ifPresentOrElse(
            schedule -> entries.add(new Entry(name, schedule, type, options)), () -> off.add(name));
  }

  private Optional<Schedule> schedule(String name, ScheduledTask mark) {
    String cron = resolve(mark.cron());
    String every = resolve(mark.every());
    if (cron.isEmpty() == every.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "@ScheduledTask '%s' needs one of cron and every, but has cron '%s' and every '%s'",
              name,
              cron,
              every));
    }
    if (!every.isEmpty()) {
      return Optional.of(Schedule.fixedRate(DurationStyle.detectAndParse(every)));
    }
    return cron.equals("-")
        ? Optional.empty()
        : Optional.of(CronSchedule.of(cron, resolve(mark.zone())));
  }

  private String resolve(String text) {
    String resolved = beans.resolveEmbeddedValue(text);
    return resolved == null ? "" : resolved.strip();
  }

  @SuppressWarnings("unchecked")
  private static TaskType<Void, ?> withoutPayload(String bean, TaskType<?, ?> task) {
    Type payload = task.payloadType();
    if (!payload.equals(Void.class)) {
      throw new IllegalStateException(
          String.format(
                  Locale.ROOT,
                  "@ScheduledTask is on the task '%s' of the bean '%s', which needs a payload of"
                      + " %s; only a",
                  task.name(),
                  bean,
                  payload.getTypeName())
              + " task of Void can be scheduled so, others by Scheduler");
    }
    return (TaskType<Void, ?>) task;
  }
}
