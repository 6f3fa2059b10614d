"""Forms drawn with KERN's templates."""

from django.forms.renderers import TemplatesSetting


class KernRenderer(TemplatesSetting):
    """Plain ``{{ form }}`` gives label, hint, error and error summary; the templates stand in templates/forms/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
