package network.cairn.base.files;

import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/// A file of text is not UTF-8.
public final class NotText extends CharacterCodingException {
  private static final long serialVersionUID = 1L;

  private final String message;

  NotText(Path file) {
    message = file + " is not UTF-8 text";
  }

  @Override
  public String getMessage() {
    return message;
  }
}
