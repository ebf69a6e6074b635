package io.tasks4j.sqlite.file;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Turns what SQLite says into what a person can act on. */
public final class SqliteErrors {
  private SqliteErrors() {}

  /** The primary result code; extended codes hold more in their upper bytes. */
  static int code(SQLException e) {
    return e.getErrorCode() & 0xFF;
  }

  static boolean isBusy(SQLException e) {
    int code = code(e);
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  /** Whether a row was there already. */
  public static boolean isConflict(SQLException e) {
    return code(e) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }

  /** Whether the connection is of no more use after {@code e}. */
  static boolean breaksConnection(Throwable e) {
    if (!(e instanceof SQLException sql)) {
      return false;
    }
    int code = code(sql);
    // The driver's own errors, such as a closed connection, have the code 0.
    return code == 0
        || code == SQLiteErrorCode.SQLITE_IOERR.code
        || code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code
        || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || code == SQLiteErrorCode.SQLITE_READONLY.code
        || code == SQLiteErrorCode.SQLITE_PROTOCOL.code
        || code == SQLiteErrorCode.SQLITE_NOMEM.code;
  }

  static BackendException of(Path file, SQLException e) {
    return switch (SQLiteErrorCode.getErrorCode(code(e))) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new BackendUnavailableException(
              "another connection keeps the SQLite file " + file + " locked; " + nothing(), e);
      case SQLITE_FULL ->
          new BackendUnavailableException(
              "the disk of the SQLite file " + file + " is full; free space; " + nothing(), e);
      case SQLITE_IOERR ->
          new BackendUnavailableException(
              "the SQLite file "
                  + file
                  + " cannot be read or written ("
                  + e.getMessage()
                  + "); check the disk. The file is opened anew by the next call",
              e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          new BackendException(
              "the SQLite file "
                  + file
                  + " is read-only; this process must be able to write it and its folder",
              e);
      case SQLITE_CANTOPEN ->
          new BackendException(
              "the SQLite file "
                  + file
                  + " cannot be opened; its folder must exist, and this process must be able to"
                  + " write both",
              e);
      case SQLITE_CORRUPT ->
          new BackendException(
              "the SQLite file "
                  + file
                  + " is damaged ("
                  + e.getMessage()
                  + "); restore a copy, or try the command .recover of the sqlite3 program",
              e);
      case SQLITE_NOTADB ->
          new BackendException(
              file + " is no SQLite database, or an encrypted one; name another file", e);
      default ->
          new BackendException(
              "the SQLite file " + file + " answered: " + e.getMessage() + why(e), e);
    };
  }

  /** What the driver's own errors hide in their cause: a native library that cannot be loaded. */
  private static String why(SQLException e) {
    Throwable cause = e.getCause();
    if (cause == null) {
      return "";
    }
    return cause instanceof IllegalCallerException
        ? " (" + cause.getMessage() + "); start java with --enable-native-access=ALL-UNNAMED"
        : " (" + cause + ")";
  }

  private static String nothing() {
    return "this call changed nothing and can be repeated";
  }
}
