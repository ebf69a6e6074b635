package io.tasks4j.examples.quickstart;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.chain.GroupHandle;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tasks of a gallery: one for each image, in groups whose last step is a contact sheet. */
final class GalleryTasks {
  private static final int PAGE = 1_000;
  private static final Set<TaskStatus> LIVE =
      Set.of(TaskStatus.PENDING, TaskStatus.RUNNING, TaskStatus.RETRY);

  private final TaskQueue queue;
  private final Gallery gallery;

  GalleryTasks(TaskQueue queue, Gallery gallery) {
    this.queue = queue;
    this.gallery = gallery;
  }

  /** The tasks that there are, by what they make a thumbnail of; the latest of each. */
  Map<MakeThumbnail.Image, TaskMetadata> byImage() {
    Map<MakeThumbnail.Image, TaskMetadata> tasks = new HashMap<>();
    for (TaskMetadata task : list(TaskQuery.all().name(MakeThumbnail.TYPE.name()))) {
      byte[] payload = task.message().payload().bytes();
      TaskType<?, ?> type = MakeThumbnail.TYPE;
      Object image = queue.config().codec().decode(payload, type.payloadType(), type.name());
      if (image instanceof MakeThumbnail.Image of) {
        tasks.putIfAbsent(of, task);
      }
    }
    return tasks;
  }

  /** One group for new images: their thumbnails side by side, then the sheet. */
  Map<TaskId, Picture> enqueue(List<Picture> pictures) {
    Map<TaskId, Picture> byId = new LinkedHashMap<>();
    if (!pictures.isEmpty()) {
      List<MakeThumbnail.Image> images = pictures.stream().map(Picture::payload).toList();
      GroupHandle<MakeThumbnail.Thumbnail, ContactSheet.Sheet> group =
          queue.enqueue(
              // A dead letter among them is missing on the sheet, and keeps no other from it.
              TaskGroup.of(MakeThumbnail.TYPE, images).collect().then(ContactSheet.TYPE));
      for (int i = 0; i < pictures.size(); i++) {
        byId.put(group.member(i).id(), pictures.get(i));
      }
    }
    return byId;
  }

  /** The sheets that are to be drawn; a new one where none is, and no sheet either. */
  List<TaskId> sheets() {
    List<TaskId> sheets =
        list(TaskQuery.all().name(ContactSheet.TYPE.name()).statuses(LIVE)).stream()
            .map(TaskMetadata::id)
            .toList();
    if (sheets.isEmpty() && Files.notExists(gallery.sheet())) {
      return List.of(queue.enqueue(ContactSheet.TYPE, List.of()).id());
    }
    return sheets;
  }

  private List<TaskMetadata> list(TaskQuery query) {
    List<TaskMetadata> all = new ArrayList<>();
    TaskQuery next = query.limit(PAGE);
    while (true) {
      List<TaskMetadata> page = queue.admin().list(next);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      next = next.before(page.get(PAGE - 1).id());
    }
  }
}
