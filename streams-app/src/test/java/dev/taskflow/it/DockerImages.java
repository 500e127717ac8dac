package dev.taskflow.it;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** Images that are on the machine already: a test pulls none, as an engine without a registry would try for minutes. */
final class DockerImages {
    private DockerImages() {}

    /** Whether an engine answers and has the image. */
    static boolean has(String image) {
        return DockerClientFactory.instance().isDockerAvailable()
                && !DockerClientFactory.lazyClient()
                        .listImagesCmd()
                        .withReferenceFilter(image)
                        .exec()
                        .isEmpty();
    }

    /**
     * The image of a system property.
     *
     * @throws IllegalStateException if no engine answers, or it does not have the image
     */
    static DockerImageName of(String property) {
        String image = System.getProperty(property, "");
        if (!has(image)) {
            throw new IllegalStateException(
                    "The Docker engine does not answer (DOCKER_HOST), or has no image '%s' (-D%s): pull or build it, or have deploy/local-images.sh make it."
                            .formatted(image, property));
        }
        return DockerImageName.parse(image);
    }
}
