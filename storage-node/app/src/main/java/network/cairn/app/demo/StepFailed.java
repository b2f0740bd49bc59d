package network.cairn.app.demo;

/// A step of the story could not be done; the message names the step and says why.
final class StepFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  StepFailed(String step, String why, Throwable cause) {
    super("step \"" + step + "\" failed: " + why, cause);
  }
}
