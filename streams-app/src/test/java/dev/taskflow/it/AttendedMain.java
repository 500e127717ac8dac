package dev.taskflow.it;

import dev.taskflow.app.Main;
import java.io.IOException;
import java.io.OutputStream;

/** The product's program in a JVM that ends when its standard input does: it does not outlive the tests that started it. */
public final class AttendedMain {
    private AttendedMain() {}

    public static void main(String[] arguments) {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException gone) {
                        // So is who started this.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "attended");
        watch.setDaemon(true);
        watch.start();
        Main.main(arguments);
    }
}
