from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0006_supervision")]

    operations: ClassVar = []
