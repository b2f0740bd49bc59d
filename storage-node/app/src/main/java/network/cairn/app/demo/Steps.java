package network.cairn.app.demo;

import java.io.IOException;
import network.cairn.cli.OutputFailed;

/// Numbers the steps of a story, and gives every failure the name of the step it happened in.
final class Steps {
  private final Screen screen;
  private final int total;
  private int number;

  /// @param total steps of the whole story
  Steps(Screen screen, int total) {
    this.screen = screen;
    this.total = total;
  }

  /// What a step does.
  interface Body {
    void run() throws IOException, InterruptedException;
  }

  /// @throws StepFailed with the step's name for whatever went wrong in it
  void step(String name, Body body) throws InterruptedException {
    number++;
    screen.step(number, total, name);
    try {
      body.run();
    } catch (OutputFailed e) {
      throw e; // It is no step's, and ends the command as any other.
    } catch (IOException | RuntimeException e) {
      // Whatever it is, the reader must learn in which step it happened.
      throw new StepFailed(name, why(e), e);
    }
  }

  private static String why(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
