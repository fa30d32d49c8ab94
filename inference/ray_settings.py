"""Settings of the Ray Serve application: those of the service, and how many copies of it run."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from inference.service.settings import ServeSettings


class RaySettings(ServeSettings):
    """`.env.example` explains each in a line."""

    replicas_min: int = Field(default=1, ge=1)
    replicas_max: int = Field(default=4, ge=1)
    replica_requests: float = Field(default=8, gt=0)
    replica_cpus: float = Field(default=1, ge=0)
    replica_gpus: float = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.replicas_max < self.replicas_min:
            raise ValueError("REPLICAS_MAX must be at least REPLICAS_MIN")
        return self

    def deployment(self) -> dict[str, Any]:
        """What `ray.serve.deployment` is told: when there are how many copies, and on what."""
        return {
            # More than the engine takes, so that it is the engine who says that it is busy.
            "max_ongoing_requests": 2 * self.queue_size,
            "max_queued_requests": self.queue_size,
            "ray_actor_options": {"num_cpus": self.replica_cpus, "num_gpus": self.replica_gpus},
            "autoscaling_config": {
                "min_replicas": self.replicas_min,
                "max_replicas": self.replicas_max,
                "target_ongoing_requests": self.replica_requests,
            },
            "graceful_shutdown_timeout_s": self.drain_seconds,
        }
