package io.tasks4j.results;

import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.sqlite.file.SqliteFile;
import io.tasks4j.tck.results.MetadataStoreContract;
import io.tasks4j.tck.results.ResultBackendContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoresTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() throws Exception {
    file = Files.createTempDirectory(folder, "stores").resolve("stores.db");
  }

  private SqliteFile openFile() {
    return SqliteFile.open(file, Duration.ofSeconds(10), StoreSql.LAYOUT);
  }

  @Nested
  class Results extends ResultBackendContract {
    @Override
    protected ResultBackend open(ResultSettings settings) {
      return new SqliteResults(openFile(), settings);
    }

    @Override
    protected ResultBackend reopen(ResultSettings settings) {
      return open(settings);
    }

    @Override
    protected boolean isShared() {
      return true;
    }
  }

  @Nested
  class Metadata extends MetadataStoreContract {
    @Override
    protected MetadataStore open(MetadataSettings settings) {
      return new SqliteRecords(openFile(), settings);
    }

    @Override
    protected MetadataStore reopen(MetadataSettings settings) {
      return open(settings);
    }

    @Override
    protected boolean isShared() {
      return true;
    }
  }
}
