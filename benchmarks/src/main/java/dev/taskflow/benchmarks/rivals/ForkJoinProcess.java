package dev.taskflow.benchmarks.rivals;

/** The BPMN of a flow: a parallel gateway, as many service tasks as wanted, and a gateway that waits for all of them. */
final class ForkJoinProcess {
    static final String JOB_TYPE = "child";

    private ForkJoinProcess() {}

    static String id(int tasks) {
        return "flow" + tasks;
    }

    static String bpmn(int tasks) {
        StringBuilder elements = new StringBuilder();
        StringBuilder forks = new StringBuilder();
        StringBuilder joins = new StringBuilder();
        for (int i = 0; i < tasks; i++) {
            forks.append("<bpmn:outgoing>fork").append(i).append("</bpmn:outgoing>");
            joins.append("<bpmn:incoming>join").append(i).append("</bpmn:incoming>");
            elements.append(
                    """
                        <bpmn:sequenceFlow id="fork%1$d" sourceRef="fork" targetRef="task%1$d"/>
                        <bpmn:serviceTask id="task%1$d">
                          <bpmn:extensionElements><zeebe:taskDefinition type="%2$s"/></bpmn:extensionElements>
                          <bpmn:incoming>fork%1$d</bpmn:incoming><bpmn:outgoing>join%1$d</bpmn:outgoing>
                        </bpmn:serviceTask>
                        <bpmn:sequenceFlow id="join%1$d" sourceRef="task%1$d" targetRef="join"/>
                    """
                            .formatted(i, JOB_TYPE));
        }
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="benchmark" targetNamespace="urn:taskflow:benchmark">
                  <bpmn:process id="%s" isExecutable="true">
                    <bpmn:startEvent id="start"><bpmn:outgoing>begin</bpmn:outgoing></bpmn:startEvent>
                    <bpmn:sequenceFlow id="begin" sourceRef="start" targetRef="fork"/>
                    <bpmn:parallelGateway id="fork"><bpmn:incoming>begin</bpmn:incoming>%s</bpmn:parallelGateway>
                %s
                    <bpmn:parallelGateway id="join">%s<bpmn:outgoing>finish</bpmn:outgoing></bpmn:parallelGateway>
                    <bpmn:sequenceFlow id="finish" sourceRef="join" targetRef="end"/>
                    <bpmn:endEvent id="end"><bpmn:incoming>finish</bpmn:incoming></bpmn:endEvent>
                  </bpmn:process>
                </bpmn:definitions>
                """
                .formatted(id(tasks), forks, elements, joins);
    }
}
