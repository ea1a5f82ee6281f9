"""Steps from one revision of the schema to the next; run by `jcm_desktop.storage.upgrade`."""
