package network.cairn.cli;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/// Says what went wrong with a file or a connection, in words.
final class Faults {
  private Faults() {}

  static String text(Throwable fault) {
    return switch (fault) {
      case NoSuchFileException e -> e.getMessage() + ": no such file or directory";
      case AccessDeniedException e -> e.getMessage() + ": permission denied";
      case FileAlreadyExistsException e -> e.getMessage() + " already exists";
      case DirectoryNotEmptyException e -> e.getMessage() + ": directory not empty";
      case UnknownHostException e -> e.getMessage() + ": no such host";
      case UnprovedDoor e -> String.valueOf(e.getMessage());
      case ConnectException _ ->
          "cannot reach the daemon; is it running? Start it with 'cairn daemon'";
      case OutputFailed e -> String.valueOf(e.getMessage());
      case UncheckedIOException e when e.getCause() != null -> text(e.getCause());
      case Throwable e when e.getMessage() != null -> e.getMessage();
      default -> fault.toString();
    };
  }
}
