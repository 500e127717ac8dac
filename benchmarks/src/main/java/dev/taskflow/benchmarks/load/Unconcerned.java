package dev.taskflow.benchmarks.load;

/** An observer that does not care, for those who care about some of the news. */
class Unconcerned implements Target.Observer {
    @Override
    public void held(String flowId) {}

    @Override
    public void cancelSeen(String flowId) {}

    @Override
    public void settled(String flowId) {}
}
