"""Okno: one window to a municipality. Registers what the entrypoints serve, and nothing else."""

from __future__ import annotations

from chalice import Chalice

from chalicelib.entrypoints import deliver, drive, files, project, sweep, workflow
from chalicelib.entrypoints.http import DOORS

app = Chalice(app_name="okno")
for door in DOORS:
    app.register_blueprint(door)
app.register_blueprint(workflow.commands)
app.register_blueprint(drive.reader)
app.register_blueprint(project.reader)
app.register_blueprint(deliver.reader)
app.register_blueprint(files.checker)
app.register_blueprint(sweep.schedule)
